"""Call records in a database: what is kept of each call, for as long as the settings say."""
