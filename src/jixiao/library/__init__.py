"""The indicator library (绩效指标库): what well-made indicators look like, by class, industry and unit."""
