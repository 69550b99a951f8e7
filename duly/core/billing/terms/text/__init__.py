"""Payment terms as people write them: reading and writing the shorthand of the trade."""
