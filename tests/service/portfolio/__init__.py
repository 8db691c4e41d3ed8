"""Portfolio files: what is read, what is refused in which words, and what is stored."""
