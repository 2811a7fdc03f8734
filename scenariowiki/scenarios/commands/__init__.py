"""The only writers of the wiki, one module an act."""
