package portal

import (
	"fmt"
	"net/http"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// An app is the portal as a telephone installs it (W3C Web Application
// Manifest; share_target: Web Share Target API).
type app struct {
	Name        string      `json:"name"`
	ShortName   string      `json:"short_name"`
	ID          string      `json:"id"`
	StartURL    string      `json:"start_url"`
	Scope       string      `json:"scope"`
	Display     string      `json:"display"`
	Background  string      `json:"background_color"`
	Theme       string      `json:"theme_color"`
	Icons       []appIcon   `json:"icons"`
	ShareTarget shareTarget `json:"share_target"`
}

type appIcon struct {
	Src   string `json:"src"`
	Type  string `json:"type"`
	Sizes string `json:"sizes"`
}

type shareTarget struct {
	Action  string      `json:"action"`
	Method  string      `json:"method"`
	EncType string      `json:"enctype"`
	Params  shareParams `json:"params"`
}

type shareParams struct {
	Files []shareFiles `json:"files"`
}

type shareFiles struct {
	Name   string   `json:"name"`
	Accept []string `json:"accept"`
}

// theApp has no words: it has the same name in every language.
var theApp = app{
	Name: "invoer", ShortName: "invoer", ID: "/", StartURL: "/upload", Scope: "/", Display: "standalone", Background: "#ffffff", Theme: "#ffffff",
	Icons: []appIcon{{asset("mark.svg"), "image/svg+xml", "any"}},
	ShareTarget: shareTarget{
		Action: "/share", Method: http.MethodPost, EncType: "multipart/form-data",
		Params: shareParams{[]shareFiles{{"file", []string{"application/pdf", "image/*", "application/xml", "text/xml", "application/zip", "message/rfc822"}}}},
	},
}

func (p *Portal) showManifestOfApp(w http.ResponseWriter, r *http.Request) {
	if err := sendJSON(w, http.StatusOK, theApp); err != nil {
		p.Note(r, err)
	}
}

// showWorker gives the worker that lets the page for handing in open without a
// line. It stands at the top, as it answers for all addresses below its own.
func (p *Portal) showWorker(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, staticFiles, "static/sw.js")
}

// share takes what a telephone shares with the installed portal. The browser
// itself makes that request, without our form and its token: it says that no
// page made it, and that is asked for.
func (p *Portal) share(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if by := r.Header.Get("Sec-Fetch-Site"); by != "none" && by != "same-origin" {
		return fmt.Errorf("%w: shared by a page (%q)", invoer.ErrForbidden, by)
	}
	receipt, err := p.ReceiveForm(w, r, api.Sending{Who: me.Scope, From: me.User.Email})
	return p.afterUpload(w, r, me, receipt, err)
}
