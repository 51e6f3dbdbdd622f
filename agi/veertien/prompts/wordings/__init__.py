"""How things are said in each language: numbers, times, names."""
