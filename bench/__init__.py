"""What the product's figures are, measured by one command on the machine at hand (`make bench`)."""
