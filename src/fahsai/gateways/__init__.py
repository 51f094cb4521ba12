"""The world outside, one folder a neighbour; a gateway hands over what came, with a receipt."""
