"""The bridge to the integrated budget system (预算管理一体化): lists in and results out, by a sheet a bureau edits."""
