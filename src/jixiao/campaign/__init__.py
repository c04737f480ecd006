"""One round of work with every budget unit: distribute, collect, roll forward, sample, summarise."""
