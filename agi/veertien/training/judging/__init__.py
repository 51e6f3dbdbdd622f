"""How well a model hears people whom it does not know."""
