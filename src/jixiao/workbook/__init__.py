"""Workbooks: Grid (what was read), Patch (what to write), and the files and live Excel behind them."""
