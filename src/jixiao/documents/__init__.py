"""Documents: what people read and sign, as values; nothing here opens a file."""
