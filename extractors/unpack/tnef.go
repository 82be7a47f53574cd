package unpack

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

// Attributes of a TNEF stream (MS-OXTNEF §2.1.3.3) and properties of an
// attachment (MS-OXPROPS).
const (
	attachBegins     = 0x00069002
	attachTitle      = 0x00018010
	attachData       = 0x0006800f
	attachProperties = 0x00069005

	propertyData     = 0x3701
	propertyFilename = 0x3704
	propertyLongName = 0x3707
)

// An enclosed file is one that a TNEF stream holds.
type enclosed struct {
	name string
	data []byte
}

// tnef hands over the files in Outlook's winmail.dat.
func (o *opener) tnef(content []byte, at place) bool {
	files, whole := attachments(content, o.limits.Members+1)
	for _, f := range files {
		if !o.enter(at) || !o.leaf(at, f.name, bytes.NewReader(f.data), o.limits.Member) {
			return false
		}
	}
	if whole && len(files) == 0 {
		return o.enter(at) && o.skip(at, "", media.TNEF, invoer.Because(BodyText)) // the letter once more
	}
	if !whole {
		return o.skip(at, "", media.TNEF, unread(invoer.CodeDamaged, "an Outlook winmail.dat that is cut or broken; ask the sender for a message in HTML or plain text"))
	}
	return true
}

// attachments reads a TNEF stream (MS-OXTNEF §2.1.3.1): a signature, a key,
// then attributes of a level, a name, a length, data and a sum. It gives what
// it found also where the stream is broken, and most files at most.
func attachments(b []byte, most int) (files []enclosed, whole bool) {
	if len(b) < 6 {
		return nil, false
	}
	b = b[6:]
	for len(b) > 0 {
		if len(b) < 9 {
			return files, false
		}
		id, size := binary.LittleEndian.Uint32(b[1:]), int64(binary.LittleEndian.Uint32(b[5:]))
		if int64(len(b)) < 9+size {
			return files, false
		}
		if id == attachBegins && len(files) == most {
			return files, true
		}
		files = attribute(files, id, b[9:9+size])
		b = b[min(int64(len(b)), 9+size+2):]
	}
	return files, true
}

func attribute(files []enclosed, id uint32, data []byte) []enclosed {
	if id == attachBegins {
		return append(files, enclosed{})
	}
	if len(files) == 0 {
		return files
	}
	f := &files[len(files)-1]
	switch id {
	case attachTitle:
		f.name = string(bytes.TrimRight(data, "\x00"))
		if !utf8.ValidString(f.name) {
			f.name = inUTF8("windows-1252", f.name)
		}
	case attachData:
		f.data = data
	case attachProperties:
		f.properties(data)
	}
	return files
}

// properties reads the properties of an attachment (MS-OXTNEF §2.1.3.4) as far
// as they can be read: the long name, and the data where they stand here.
func (f *enclosed) properties(b []byte) {
	if len(b) < 4 {
		return
	}
	count := binary.LittleEndian.Uint32(b)
	p := propertyReader{b: b[4:]}
	for range count {
		id, value := p.next()
		if p.broken {
			return
		}
		switch id {
		case propertyLongName:
			f.name = value.text()
		case propertyFilename:
			if f.name == "" {
				f.name = value.text()
			}
		case propertyData:
			if f.data == nil {
				f.data = value.file()
			}
		}
	}
}

// A property value with its type (MS-OXCDATA §2.11.1).
type property struct {
	kind uint16
	data []byte
}

// file is what an attachment has in its properties. A message that was passed on
// is a TNEF stream behind the 16 bytes of its interface (MS-OXTNEF §2.1.3.4.1.1).
func (p property) file() []byte {
	const object, key = 0x000d, 16
	if p.kind == object && len(p.data) > key && media.Sniff(p.data[key:], "") == media.TNEF {
		return p.data[key:]
	}
	return p.data
}

func (p property) text() string {
	if p.kind == 0x001f { // UTF-16
		units := make([]uint16, len(p.data)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(p.data[2*i:])
		}
		return strings.TrimRight(string(utf16.Decode(units)), "\x00")
	}
	return inUTF8("windows-1252", string(bytes.TrimRight(p.data, "\x00")))
}

type propertyReader struct {
	b      []byte
	broken bool
}

// next reads a property; of several values the last one is given.
func (p *propertyReader) next() (id uint16, value property) {
	value.kind, id = p.word(), p.word()
	if id >= 0x8000 {
		p.named()
	}
	count := uint32(1)
	variable := value.kind == 0x000d || value.kind == 0x001e || value.kind == 0x001f || value.kind == 0x0102
	if value.kind&0x1000 != 0 || variable {
		count = p.long()
	}
	for range count {
		if p.broken {
			break
		}
		value.data = p.value(value.kind &^ 0x1000)
	}
	return id, value
}

// named passes over the name of a property (MS-OXTNEF §2.1.3.4.1).
func (p *propertyReader) named() {
	p.take(16)
	if p.long() == 0 {
		p.take(4)
		return
	}
	p.padded(p.long())
}

// sizes are those of types of fixed size, each filled up to four bytes.
var sizes = map[uint16]uint32{
	0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000a: 4, 0x000b: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16,
}

func (p *propertyReader) value(kind uint16) []byte {
	if size, fixed := sizes[kind]; fixed {
		return p.take(size)
	}
	switch kind {
	case 0x000d, 0x001e, 0x001f, 0x0102:
		return p.padded(p.long())
	}
	p.broken = true
	return nil
}

func (p *propertyReader) padded(size uint32) []byte {
	data := p.take(size)
	p.take((4 - size%4) % 4)
	return data
}

func (p *propertyReader) take(size uint32) []byte {
	if p.broken || uint64(len(p.b)) < uint64(size) {
		p.broken = true
		return nil
	}
	data := p.b[:size]
	p.b = p.b[size:]
	return data
}

func (p *propertyReader) word() uint16 {
	if data := p.take(2); data != nil {
		return binary.LittleEndian.Uint16(data)
	}
	return 0
}

func (p *propertyReader) long() uint32 {
	if data := p.take(4); data != nil {
		return binary.LittleEndian.Uint32(data)
	}
	return 0
}
