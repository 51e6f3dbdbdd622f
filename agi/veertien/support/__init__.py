"""What helps whoever looks into a fault: all that is known of one call, and of an installation. It changes nothing."""
