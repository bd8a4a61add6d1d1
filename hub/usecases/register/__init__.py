"""The hub as the register's authority: change sets, reorganisations, officers, grants, what is trusted."""
