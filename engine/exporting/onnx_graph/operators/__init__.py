"""What torch computes, said in ONNX: a function for every operator that models use when they score."""
