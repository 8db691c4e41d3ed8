"""The backtest as one report: text for a terminal, and a picture of the scores with the dated events."""
