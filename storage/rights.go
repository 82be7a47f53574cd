package storage

import (
	"fmt"

	"github.com/invoer/invoer"
)

// works refuses whoever is not of the office: clients see and hand in, and
// leave the rest to their accountant.
func works(who invoer.Scope) error {
	if who.Role.OfficeWide() {
		return nil
	}
	return fmt.Errorf("%w: role %q, want admin or accountant", invoer.ErrForbidden, who.Role)
}

// manages refuses whoever does not run the office: users, webhooks, the office
// itself are for admins and the operator's commands.
func manages(who invoer.Scope) error {
	if who.Client == "" && (who.Role == invoer.RoleAdmin || who.Role == invoer.RoleMachine) {
		return nil
	}
	return fmt.Errorf("%w: role %q, want admin", invoer.ErrForbidden, who.Role)
}
