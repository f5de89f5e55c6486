import { mount } from 'svelte'
import './ui/tokens.css'
import './ui/base.css'
import './ui/print.css'
import App from './shell/App.svelte'

const target = document.getElementById('app')
if (target) mount(App, { target })
