"""Recognisers, and the second ear, in processes of their own, so that none of them can hold up a call.

The pools have to be imported by their own names: such a process would load an event loop and a log that it has no use
for.
"""
