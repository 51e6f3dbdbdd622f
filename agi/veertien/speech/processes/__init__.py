"""Recognisers in processes of their own, so that none of them can hold up a call.

The pool has to be imported by its own name: a recogniser process would load an event loop and a log that it has no use
for.
"""
