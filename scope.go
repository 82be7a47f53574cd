package invoer

// OfficeID, ClientID and UserID are UUIDs in lower-case canonical spelling.
type (
	OfficeID string
	ClientID string
	UserID   string
)

// A Role says what a user may do. Its values stand in the database.
type Role string

// The roles. An admin manages the office; an accountant works on all its
// clients; a client sees his own company only; a machine is a part of this
// program acting for the office.
const (
	RoleAdmin      Role = "admin"
	RoleAccountant Role = "accountant"
	RoleClient     Role = "client"
	RoleMachine    Role = "machine"
)

// OfficeWide tells whether the role sees all clients of its office.
func (r Role) OfficeWide() bool {
	return r == RoleAdmin || r == RoleAccountant || r == RoleMachine
}

// Valid tells whether r is one of the roles that a person can have.
func (r Role) Valid() bool {
	return r == RoleAdmin || r == RoleAccountant || r == RoleClient
}

// A Scope is an identity: which office, which client of it, who. Every call
// into storage takes one, so data without an owner cannot be asked for. Client
// and User are empty for a machine that works for the whole office.
type Scope struct {
	Office OfficeID
	Client ClientID
	User   UserID
	Role   Role
}

// Machine is the identity of a part of this program that works for an office.
func Machine(office OfficeID) Scope { return Scope{Office: office, Role: RoleMachine} }
