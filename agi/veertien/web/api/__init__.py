"""The HTTP API: the records for programs, and the OpenAPI document that says how to ask."""
