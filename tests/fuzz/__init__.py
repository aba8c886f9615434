"""Inputs changed at random and asked of the whole way: nothing but an answer or a refusal may come of them."""
