"""What came back in filled workbooks: values, the reading of typed cells, the comparison with the table sent."""
