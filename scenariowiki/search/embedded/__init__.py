"""The search engine inside the application: Whoosh keeps the posting lists, numpy answers from them."""
