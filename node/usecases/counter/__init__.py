"""At the counter: who works here, who comes, what is received, until when, under which number."""
