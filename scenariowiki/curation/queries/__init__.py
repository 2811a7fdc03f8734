"""What curation reads: the queue, pairs, merges and who may decide on them."""
