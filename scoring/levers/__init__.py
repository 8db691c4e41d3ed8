"""What a company could do about its exposure: levers recomputed with the engine, what they save and what they cost."""
