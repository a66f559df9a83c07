"""巡街 (Xunjie): offline street inspection; the server. Importing this package loads no Flask, so rules stay cheap to import."""
