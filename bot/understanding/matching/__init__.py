"""Free text to sections: a linear model over the features of a text, and the decision what to do with its scores."""
