"""What is asked of the records, for pages, programs and exports."""
