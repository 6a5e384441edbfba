"""Free text to sections: a linear model over what a text is made of, and the decision what to do with its scores."""
