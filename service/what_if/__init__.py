"""What-if: one company scored as it is and as it would be, with nothing stored."""
