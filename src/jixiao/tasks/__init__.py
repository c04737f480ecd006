"""The use cases: the only modules that join files with thinking; command line and add-in are thin faces over them."""
