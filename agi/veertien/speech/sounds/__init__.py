"""How words sound: the phones of Dutch, pronunciations and their variants, and which of them sound alike."""
