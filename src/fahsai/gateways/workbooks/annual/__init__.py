"""Tables with one figure a year: lists of activities, and sheets Fr-04 of TCFO_R_01."""
