"""The model held against published results and against what happened; pure functions of the reference tables."""
