"""Long work: who asked for what, how far it is, and what became of it; seen by every process and on every visit."""
