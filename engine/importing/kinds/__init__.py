"""Logs that are no delimited text: JSON, lists, RecBole files, Parquet, Arrow, Excel, SQLite.

Each kind says how it recognises itself and what its columns are (`Layout`), and gives its rows as
batches of text. Kinds that are read from front to back (`streamed`) take any stream of bytes, unpacked
on the fly; kinds that are read here and there (`stored`) need a file on the disk.
"""
