"""What may be said at one moment: phrases, the words around them, and the network that both make."""
