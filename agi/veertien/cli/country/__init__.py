"""The country: its area codes and names, and how they sound."""
