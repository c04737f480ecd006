"""Publication and the annual report."""
