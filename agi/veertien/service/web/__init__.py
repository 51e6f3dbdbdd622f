"""What the daemon shows over HTTP: health, metrics, and a reload asked for."""
