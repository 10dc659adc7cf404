"""An OpenID provider of the suite's own: allauth's, in a process of its own on this machine's loopback."""
