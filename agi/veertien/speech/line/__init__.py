"""What comes over the line: samples, noise, echo and faults, and where in it somebody speaks."""
