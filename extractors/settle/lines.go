package settle

// lines reads the table of what was sold.
func (c *chooser) lines() {}
