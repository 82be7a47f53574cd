module github.com/invoer/invoer

go 1.26
