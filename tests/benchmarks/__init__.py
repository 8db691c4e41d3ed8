"""What the engine costs, measured: portfolios of any size, the same model written by others, and a report."""
