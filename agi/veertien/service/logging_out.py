"""What goes into the log, and how: structlog's lines, other libraries' records and what nobody caught."""
