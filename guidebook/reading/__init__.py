"""Reading what editors wrote: files, folders, and what is wrong with them."""
