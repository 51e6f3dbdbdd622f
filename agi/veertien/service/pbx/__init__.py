"""What the daemon does with Asterisk beside calls: compares it with the tables, keeps leases, finds missed ends."""
